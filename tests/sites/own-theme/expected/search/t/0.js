lanToa("t0",[["don-vi/ubnd-xa-b/","Ủy ban nhân dân xã B","","","","","",["","",[]],"UBND xã B"]])
