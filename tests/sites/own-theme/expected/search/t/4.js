lanToa("t4",[["tin/bai-1/","Bài 1","","2021-11-01","","","",["","",[]],"Tóm tắt của bài 1.\nMục\nXem Loa kéo đi từng ngõ\n1\n.\nGhi chú. ↩\ntuyên truyền"]])
