lanToa("t3",[["tin/bai-2/","Bài 2","","2021-11-02","","","",["","",[]],"Tóm tắt của bài 2.\nMục\nXem Loa kéo đi từng ngõ\n1\n.\nGhi chú. ↩\ntuyên truyền"]])
