# jiaohao-replay: a recorded trace through the wait estimate.
add_library(replay STATIC ${CMAKE_CURRENT_LIST_DIR}/trace_csv.c
	${CMAKE_CURRENT_LIST_DIR}/replay_score.c)
target_include_directories(replay PUBLIC ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(replay PUBLIC core config m)
add_executable(jiaohao-replay ${CMAKE_CURRENT_LIST_DIR}/replay.c)
target_link_libraries(jiaohao-replay PRIVATE replay PkgConfig::zlib)
