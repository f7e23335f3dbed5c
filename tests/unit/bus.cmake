jiaohao_test(NAME test_led_encode LABEL unit SOURCES unit/test_led_encode.c ROOMS drivers_display_codec)
jiaohao_test(NAME test_keypad_registers LABEL unit SOURCES unit/test_keypad_registers.c
	ROOMS drivers_keypad_codec)
jiaohao_test(NAME test_modbus_schedule LABEL unit SOURCES unit/test_modbus_schedule.c ROOMS hal_port)
jiaohao_test(NAME test_line_schedule LABEL unit SOURCES unit/test_line_schedule.c ROOMS hal_port)
jiaohao_test(NAME test_line LABEL sim SOURCES unit/test_line.c ROOMS sim_bus sim)
jiaohao_test(NAME test_modbus_bus LABEL sim SOURCES unit/test_modbus_bus.c
	ROOMS sim_bus PkgConfig::libmodbus)
jiaohao_test(NAME test_modbus_exchange LABEL unit SOURCES unit/test_modbus_exchange.c
	ROOMS hal_port_codec)
jiaohao_test(NAME test_modbus_tcp LABEL sim SOURCES unit/test_modbus_tcp.c
	ROOMS sim_bus PkgConfig::libmodbus)
jiaohao_test(NAME test_modbus_led LABEL sim SOURCES unit/test_modbus_led.c
	ROOMS drivers_display sim_bus)
jiaohao_test(NAME test_modbus_panel LABEL sim SOURCES unit/test_modbus_panel.c
	ROOMS drivers_display sim_bus)
jiaohao_test(NAME test_modbus_keypad LABEL sim SOURCES unit/test_modbus_keypad.c
	ROOMS drivers_keypad sim_bus)
# The fake stands before the library, so the real back-end is not linked.
jiaohao_test(NAME test_gpio_caller LABEL sim SOURCES unit/test_gpio_caller.c sim/gpio_fake.c
	ROOMS drivers_caller sim_bus)
jiaohao_test(NAME test_clock LABEL unit SOURCES unit/test_clock.c ROOMS hal_port)
jiaohao_test(NAME test_port LABEL unit SOURCES unit/test_port.c ROOMS sim_bus)

# Everything built and tested once more where libgpiod is version 2.
add_custom_target(debian13 USES_TERMINAL
	COMMAND ${PROJECT_SOURCE_DIR}/boards/debian13-check ${CMAKE_BINARY_DIR}/debian13)
jiaohao_test(NAME test_gpio_sim LABEL sim SOURCES unit/test_gpio_sim.c
	ROOMS sim sim_bus drivers_caller drivers_lamp)
jiaohao_test(NAME test_watchdog LABEL unit SOURCES unit/test_watchdog.c ROOMS hal_port)
jiaohao_test(NAME test_hotplug LABEL unit SOURCES unit/test_hotplug.c ROOMS hal_port)
# A made-up USB device. The sanitizers' runtime must come first, and umockdev preloads itself.
find_program(UMOCKDEV_RUN umockdev-run)
if(UMOCKDEV_RUN AND NOT JIAOHAO_SANITIZE AND NOT JIAOHAO_FUZZ)
	add_test(NAME test_hotplug_mock COMMAND ${UMOCKDEV_RUN}
		-d ${CMAKE_CURRENT_SOURCE_DIR}/unit/usb_serial.umockdev -- $<TARGET_FILE:test_hotplug> mock)
	set_tests_properties(test_hotplug_mock PROPERTIES LABELS unit TIMEOUT 60)
endif()
