lanToa("t4",[["su-kien/party/","Prizes are handed over","","2021-11-15","","","",["","",[]],"Together against the epidemic\nClinic A"]])
