# The calendar's rules in the shipped halls, and how a hall and its holidays become one text. The bed is
# made in config.cmake.
jiaohao_test(NAME test_calendar_property LABEL unit
	SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_calendar_property.c ROOMS config
	ARGUMENTS ${PROJECT_SOURCE_DIR})
target_link_libraries(test_calendar_property PRIVATE calendar_bed)
jiaohao_test(NAME test_config_bundle LABEL unit
	SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_config_bundle.c ROOMS config)
