# An independent Modbus implementation at the other end of the line.
add_executable(bus_probe judge/bus_probe.c)
target_link_libraries(bus_probe PRIVATE sim_bus drivers_display drivers_keypad)
# Debian's own Python: pymodbus is one of its packages.
add_test(NAME judge_bus COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/judge/judge_bus.py
	$<TARGET_FILE:bus_probe>)
set_tests_properties(judge_bus PROPERTIES LABELS judge TIMEOUT 120)
