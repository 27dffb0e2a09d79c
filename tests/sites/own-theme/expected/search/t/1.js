lanToa("t1",[["sang-kien/loa-keo/","Loa kéo đi từng ngõ","","2021-11-05","","","",["","",[]],"Một cái loa, ba ngõ. Bài phát thanh\nNgõ\nBuổi\n1\n12\nBà Mẩy"]])
