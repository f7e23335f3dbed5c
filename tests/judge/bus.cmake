# An independent Modbus implementation at the other end of the line.
add_executable(bus_probe judge/bus_probe.c)
target_link_libraries(bus_probe PRIVATE sim_bus drivers_display drivers_keypad)
# Debian's own Python: pymodbus is one of its packages.
add_test(NAME judge_bus COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/judge/judge_bus.py
	$<TARGET_FILE:bus_probe>)
foreach(line IN ITEMS server gateway)
	add_test(NAME judge_bus_${line} COMMAND /usr/bin/python3
		${CMAKE_CURRENT_SOURCE_DIR}/judge/judge_bus.py $<TARGET_FILE:bus_probe> ${line})
endforeach()
set_tests_properties(judge_bus judge_bus_server judge_bus_gateway PROPERTIES LABELS judge
	TIMEOUT 120)
