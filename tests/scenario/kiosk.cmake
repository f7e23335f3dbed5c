# The kiosk under a virtual screen with the real daemon and simulated devices; and its measures, which
# must meet the bars in a release build.
set(kiosk_environment "JIAOHAO_BUILD=${CMAKE_BINARY_DIR}")
add_test(NAME kiosk COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/scenario/kiosk.py)
set_tests_properties(kiosk PROPERTIES LABELS scenario TIMEOUT 600 SKIP_RETURN_CODE 77
	ENVIRONMENT "${kiosk_environment}")
if(CMAKE_BUILD_TYPE STREQUAL "Release")
	set(kiosk_bars --bars)
endif()
add_test(NAME kiosk_measure
	COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/scenario/kiosk_measure.py ${kiosk_bars})
set_tests_properties(kiosk_measure PROPERTIES LABELS bench TIMEOUT 300 SKIP_RETURN_CODE 77
	RUN_SERIAL TRUE ENVIRONMENT "${kiosk_environment}")
