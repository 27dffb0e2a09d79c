lanToa("va9evk4",{"years":[["",1],["2021",4]],"statuses":[["",5]],"names":{},"units":[],"unit":"!!!!!","awards":[]})
