# Readers of identity cards, scanners and pagers: codecs, and drivers against misbehaving peers.
jiaohao_test(NAME test_sdt_frame LABEL unit SOURCES unit/test_sdt_frame.c ROOMS drivers_reader_codec)
jiaohao_test(NAME test_reader_sdt LABEL sim SOURCES unit/test_reader_sdt.c unit/fake_keys.c
	ROOMS drivers_reader hal_port sim PkgConfig::libevent)
jiaohao_test(NAME test_scan_line LABEL unit SOURCES unit/test_scan_line.c ROOMS drivers_scanner)
jiaohao_test(NAME test_scanner LABEL sim SOURCES unit/test_scanner.c
	ROOMS drivers_scanner sim sim_input sim_bus)
jiaohao_test(NAME test_pager_frame LABEL unit SOURCES unit/test_pager_frame.c
	ROOMS drivers_pager_codec)
jiaohao_test(NAME test_pager_frames LABEL sim SOURCES unit/test_pager_frames.c
	ROOMS drivers_pager sim sim_bus)
