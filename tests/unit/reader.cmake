# Readers of identity cards, scanners and pagers: codecs, and drivers against misbehaving peers.
jiaohao_test(NAME test_sdt_frame LABEL unit SOURCES unit/test_sdt_frame.c ROOMS drivers_reader_codec)
jiaohao_test(NAME test_reader_sdt LABEL sim SOURCES unit/test_reader_sdt.c unit/fake_keys.c
	ROOMS drivers_reader hal_port sim PkgConfig::libevent)
