# The simulators: devices as the other end of the wire sees them, written apart from the drivers.
add_library(sim STATIC
	sim/sim_clock.c sim/pty_line.c sim/tcp_line.c sim/modbus_sim.c sim/led_sim.c
	sim/keypad_sim.c sim/gpio_line_sim.c sim/escpos_reader.c sim/printer_font.c sim/printer_paper.c
	sim/printer_sim.c sim/pager_sim.c sim/scanner_sim.c sim/sdt_sim.c sim/speaker_sim.c sim/xfs_sim.c
	sim/onbon_sim.c)
target_include_directories(sim PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}/sim)
target_link_libraries(sim PUBLIC sim_input PkgConfig::libevent PkgConfig::sdl2 PkgConfig::sdl2_ttf
	PkgConfig::libpng)

# All of them together, for a board file: the program and its API.
add_executable(hall-sim sim/hall/hall_sim.c sim/hall/sim_board.c sim/hall/sim_port.c
	sim/hall/sim_view.c sim/hall/sim_act.c sim/hall/sim_http.c sim/hall/sim_drivers.c
	sim/hall/sim_onbon.c
	sim/hall/sim_modbus_led.c sim/hall/sim_modbus_keypad.c sim/hall/sim_escpos.c
	sim/hall/sim_clips.c sim/hall/sim_xfs.c sim/hall/sim_gpio.c sim/hall/sim_evdev.c sim/hall/sim_ff68.c
	sim/hall/sim_pager.c sim/hall/sim_scanners.c sim/hall/sim_sdt.c)
target_link_libraries(hall-sim PRIVATE sim sim_input sim_ff68 config PkgConfig::jansson)
