lanToa("eu9tfvq","!b #!#$#s##!$#!!dong #E#%#sV#E!#!!le #,#%#s##,$##!nay #!#$#{+9#!&#!!phat #$#%#{#8#$E##$ong #!#$#vd#!##!!sang #$#$#i-#$!#!!trao ###$!!xa #&#$#{TF#&!#!")
