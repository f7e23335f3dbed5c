jiaohao_test(NAME test_config LABEL unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_config.c
	ROOMS config ARGUMENTS ${PROJECT_SOURCE_DIR})
jiaohao_test(NAME test_config_volume LABEL unit
	SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_config_volume.c ROOMS config)
jiaohao_test(NAME test_config_values LABEL unit
	SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_config_values.c ROOMS config)
add_test(NAME test_make_board COMMAND python3
	${CMAKE_CURRENT_SOURCE_DIR}/unit/test_make_board.py)
set_tests_properties(test_make_board PROPERTIES LABELS unit TIMEOUT 60)
jiaohao_test(NAME test_config_csv LABEL unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_config_csv.c
	ROOMS config)
jiaohao_test(NAME test_config_items LABEL unit
	SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_config_items.c ROOMS config)
add_library(calendar_bed STATIC ${CMAKE_CURRENT_SOURCE_DIR}/unit/calendar_bed.c)
target_include_directories(calendar_bed PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}/unit)
target_link_libraries(calendar_bed PUBLIC config)
jiaohao_test(NAME test_calendar_halls LABEL unit
	SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_calendar_halls.c ROOMS calendar_bed
	ARGUMENTS ${PROJECT_SOURCE_DIR})
jiaohao_test(NAME test_config_halls LABEL unit
	SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_config_halls.c
	ROOMS config ARGUMENTS ${PROJECT_SOURCE_DIR})
jiaohao_test(NAME test_config_keys LABEL unit
	SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_config_keys.c
	ROOMS config ARGUMENTS ${PROJECT_SOURCE_DIR})
jiaohao_test(NAME test_config_bookings LABEL unit
	SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_config_bookings.c ROOMS config)
