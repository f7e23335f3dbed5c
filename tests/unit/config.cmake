jiaohao_test(NAME test_config LABEL unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_config.c
	ROOMS config ARGUMENTS ${PROJECT_SOURCE_DIR})
jiaohao_test(NAME test_config_values LABEL unit
	SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_config_values.c ROOMS config)
