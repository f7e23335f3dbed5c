# A recorded keyboard, played back as the kernel's evdev would, and Debian's evtest beside our port.
add_executable(input_probe judge/input_probe.c)
target_link_libraries(input_probe PRIVATE sim_bus)
add_test(NAME judge_input COMMAND /usr/bin/python3
	${CMAKE_CURRENT_SOURCE_DIR}/judge/judge_input.py $<TARGET_FILE:input_probe>)
set_tests_properties(judge_input PROPERTIES LABELS judge TIMEOUT 120 SKIP_RETURN_CODE 77)
