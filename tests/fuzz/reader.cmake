# What comes from a card reader and a scanner.
jiaohao_fuzz(NAME fuzz_sdt FRAMES SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_sdt.c
	ROOMS drivers_reader_codec)
jiaohao_fuzz(NAME fuzz_scan_line FRAMES SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_scan_line.c
	ROOMS drivers_scanner_codec)
