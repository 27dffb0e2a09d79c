lanToa("6lgke87",{"years":[["2021",1]],"statuses":[["",1]],"names":{},"units":[],"unit":"!","awards":[]})
