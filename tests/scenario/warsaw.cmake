# The plan alone: no daemon, no simulator.
add_test(NAME warsaw_hall COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/scenario/warsaw_hall.py
	${CMAKE_CURRENT_BINARY_DIR}/warsaw)
set_tests_properties(warsaw_hall PROPERTIES LABELS unit TIMEOUT 60 SKIP_RETURN_CODE 77)
# Five minutes on a fast clock, started first so that the other tests run beside it.
jiaohao_scenario(NAME warsaw_day TIMEOUT 480)
set_tests_properties(scenario_warsaw_day PROPERTIES COST 1000)
