jiaohao_fuzz(NAME fuzz_escpos_status FRAMES SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_escpos_status.c
	ROOMS drivers_printer_codec)
jiaohao_fuzz(NAME fuzz_escpos_page SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_escpos_page.c
	ROOMS drivers_printer)
jiaohao_fuzz(NAME fuzz_drawing SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_drawing.c
	ROOMS drivers_printer_drawing)
jiaohao_fuzz(NAME fuzz_wav FRAMES SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_wav.c
	ROOMS drivers_speaker_codec)
jiaohao_fuzz(NAME fuzz_tts_talk FRAMES SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_tts_talk.c
	ROOMS drivers_speaker_codec)
