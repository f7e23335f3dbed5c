# The wiring: what the daemon's own parts promise, on a disk that fails.
jiaohao_test(NAME test_commit LABEL unit SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_commit.c
	ROOMS app core_world journal_bed vfs_recorder PkgConfig::libevent PkgConfig::sqlite3)
jiaohao_test(NAME test_daemon_start LABEL unit
	SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_daemon_start.c
	ROOMS app journal_bed vfs_recorder PkgConfig::libevent PkgConfig::sqlite3
	ARGUMENTS ${PROJECT_SOURCE_DIR}/firmware/halls/demo.yaml)
# Its clock_gettime and adjtimex stand before the C library's.
jiaohao_test(NAME test_hall_time LABEL unit SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_hall_time.c
	ROOMS app)
# Its durable state, clock and board stand before those of the daemon.
jiaohao_test(NAME test_showing LABEL unit SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_showing.c
	ROOMS app core_world PkgConfig::libevent)
# The tables of drivers are its own.
jiaohao_test(NAME test_devices LABEL unit SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_devices.c
	ROOMS app PkgConfig::libevent)
# Its durable state, clock, board and way of presses stand before those of the daemon.
jiaohao_test(NAME test_device_tests LABEL unit
	SOURCES ${CMAKE_CURRENT_LIST_DIR}/test_device_tests.c
	ROOMS app core_world PkgConfig::libevent)
