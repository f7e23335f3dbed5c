# The simulators' own parsers and manners: a simulator that is wrong makes every test above it wrong.
jiaohao_test(NAME test_pty_line LABEL unit SOURCES unit/test_pty_line.c
	ROOMS sim PkgConfig::libevent)
jiaohao_test(NAME test_modbus_sim LABEL unit SOURCES unit/test_modbus_sim.c
	ROOMS sim PkgConfig::libevent)
jiaohao_test(NAME test_box_sims LABEL unit SOURCES unit/test_box_sims.c
	ROOMS sim PkgConfig::libevent)
jiaohao_test(NAME test_escpos_reader LABEL unit SOURCES unit/test_escpos_reader.c ROOMS sim)
jiaohao_test(NAME test_printer_sim LABEL unit SOURCES unit/test_printer_sim.c
	ROOMS sim PkgConfig::libevent)
