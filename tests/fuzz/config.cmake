jiaohao_fuzz(NAME fuzz_hall SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_hall.c ROOMS config
	CORPUS ${PROJECT_SOURCE_DIR}/firmware/halls)
jiaohao_fuzz(NAME fuzz_board SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_board.c ROOMS config)
jiaohao_fuzz(NAME fuzz_csv SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_csv.c ROOMS config)
jiaohao_fuzz(NAME fuzz_items SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_items.c ROOMS config)
jiaohao_fuzz(NAME fuzz_holidays SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_holidays.c ROOMS config)
jiaohao_fuzz(NAME fuzz_bookings SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_bookings.c ROOMS config)
