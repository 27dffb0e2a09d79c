lanToa("t5",[["van-ban/old/","Decision The first rules","11/QĐ-TTYT","2021-10-01","","het-hieu-luc-thay-the","Quyết định",["","",[]],"The first rules"]])
