# What unit tests of the bus stand on: a line of misbehaving slaves, keys from a list, GPIO lines.
add_library(sim_bus STATIC ${CMAKE_CURRENT_LIST_DIR}/slave_line.c
	${CMAKE_CURRENT_LIST_DIR}/bus_bench.c ${CMAKE_CURRENT_LIST_DIR}/key_list.c)
target_include_directories(sim_bus PUBLIC ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(sim_bus PUBLIC hal_device hal_port PkgConfig::libevent)
