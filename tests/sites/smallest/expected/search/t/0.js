lanToa("t0",[["tin/le-phat-dong/","Lễ phát động","","2021-10-25","","","",["","",[]],"Sáng nay, xã B phát động phong trào."]])
