add_executable(jiaohao-bench bench/bench.c bench/bench_bus.c bench/bench_daemon.c bench/bench_disk.c
	bench/bench_http.c bench/bench_issue.c bench/bench_kiosk.c bench/bench_line.c
	bench/bench_load.c bench/bench_print.c bench/bench_replay.c bench/bench_wire.c)
target_include_directories(jiaohao-bench PRIVATE bench)
target_compile_definitions(jiaohao-bench PRIVATE JIAOHAOD="$<TARGET_FILE:jiaohaod>"
	JIAOHAO_BUILD="${CMAKE_BINARY_DIR}"
	JIAOHAO_KIOSK_MEASURE="${CMAKE_CURRENT_SOURCE_DIR}/scenario/kiosk_measure.py")
target_link_libraries(jiaohao-bench PRIVATE core config journal PkgConfig::libevent PkgConfig::sqlite3
	PkgConfig::libsodium Threads::Threads m)
add_dependencies(jiaohao-bench jiaohaod)
