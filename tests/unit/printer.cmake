# The ESC/POS printer: the pure codec, and the driver against a printer that misbehaves.
set(printer_trial unit/printer_trial.c unit/cranky_printer.c unit/fake_keys.c)
jiaohao_test(NAME test_printer LABEL sim SOURCES unit/test_printer.c ${printer_trial}
	ROOMS drivers_printer hal_port PkgConfig::libevent)
jiaohao_test(NAME test_printer_models LABEL sim SOURCES unit/test_printer_models.c ${printer_trial}
	ROOMS drivers_printer hal_port PkgConfig::libevent)
jiaohao_test(NAME test_printer_late LABEL sim SOURCES unit/test_printer_late.c ${printer_trial}
	ROOMS drivers_printer hal_port PkgConfig::libevent)
jiaohao_test(NAME test_escpos_encode LABEL unit SOURCES unit/test_escpos_encode.c
	ROOMS drivers_printer_codec)
jiaohao_test(NAME test_escpos_status LABEL unit SOURCES unit/test_escpos_status.c
	ROOMS drivers_printer_codec)
jiaohao_test(NAME test_escpos_poll LABEL unit SOURCES unit/test_escpos_poll.c
	ROOMS drivers_printer_codec)
jiaohao_test(NAME test_escpos_page LABEL unit SOURCES unit/test_escpos_page.c
	ROOMS drivers_printer PkgConfig::libevent)
jiaohao_test(NAME test_escpos_profile LABEL unit SOURCES unit/test_escpos_profile.c
	ROOMS drivers_printer_codec)
jiaohao_test(NAME test_escpos_manuals LABEL unit SOURCES unit/test_escpos_manuals.c
	ROOMS drivers_printer_codec)
jiaohao_test(NAME test_escpos_roll LABEL unit SOURCES unit/test_escpos_roll.c
	ROOMS drivers_printer_codec)
jiaohao_test(NAME test_escpos_mask LABEL unit SOURCES unit/test_escpos_mask.c
	ROOMS drivers_printer_codec)
jiaohao_test(NAME test_escpos_drawer LABEL unit SOURCES unit/test_escpos_drawer.c
	ROOMS drivers_printer PkgConfig::libevent)
jiaohao_test(NAME test_drawing LABEL unit SOURCES unit/test_drawing.c ROOMS drivers_printer_drawing)
jiaohao_test(NAME test_stream LABEL sim SOURCES unit/test_stream.c ROOMS hal_port PkgConfig::libevent)
