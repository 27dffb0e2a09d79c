lanToa("t3",[["phong-trao/together/","Together against the epidemic","","2021-11-01","","dang-dien-ra","",["","",[]],"News within the day\nQuestions answered"]])
