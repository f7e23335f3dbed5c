# The calendar's rules in the shipped halls, and how a hall and its holidays become one text. The bed is
# made in config.cmake.
jiaohao_test(NAME test_calendar_property LABEL unit
	SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_calendar_property.c ROOMS config
	ARGUMENTS ${PROJECT_SOURCE_DIR})
target_link_libraries(test_calendar_property PRIVATE calendar_bed)
jiaohao_test(NAME test_config_bundle LABEL unit
	SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_config_bundle.c ROOMS config)
# From 1 November a missing next year is warned of, and refuses nothing.
foreach(day IN ITEMS 10-31 11-01)
	add_test(NAME check_holidays_${day} COMMAND jiaohaod --check
		--hall ${PROJECT_SOURCE_DIR}/firmware/halls/hengyang.yaml --clock 2026-${day}T00:00:00+08:00)
	set_tests_properties(check_holidays_${day} PROPERTIES LABELS unit TIMEOUT 30)
endforeach()
set_tests_properties(check_holidays_10-31 PROPERTIES FAIL_REGULAR_EXPRESSION "holidays of")
set_tests_properties(check_holidays_11-01 PROPERTIES
	PASS_REGULAR_EXPRESSION "warning: the holidays of 2027 are not known.*no mistakes")
