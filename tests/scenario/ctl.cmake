jiaohao_scenario(NAME device_tests TIMEOUT 120)
jiaohao_scenario(NAME addressing TIMEOUT 180)

# A whole hall of displays, set up by hand: 258 on nine lines, with eleven faults. Minutes.
add_custom_target(addressing-258 USES_TERMINAL DEPENDS jiaohaoctl COMMAND ${CMAKE_COMMAND} -E env
	JIAOHAO_BUILD=${CMAKE_BINARY_DIR} PYTHONDONTWRITEBYTECODE=1
	PYTHONPATH=${CMAKE_CURRENT_SOURCE_DIR}/scenario
	python3 ${CMAKE_CURRENT_SOURCE_DIR}/scenario/addressing.py 258 9)
jiaohao_scenario(NAME ctl TIMEOUT 240)
