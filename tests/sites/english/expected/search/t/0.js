lanToa("t0",[["don-vi/clinic/","Clinic A","","","","","",["","",[]],""]])
