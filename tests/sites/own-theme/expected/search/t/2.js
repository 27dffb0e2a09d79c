lanToa("t2",[["tin/bai-3/","Bài 3","","2021-11-03","","","",["","",[]],"Tóm tắt của bài 3.\nMục\nXem Loa kéo đi từng ngõ\n1\n.\nGhi chú. ↩\ntuyên truyền"]])
