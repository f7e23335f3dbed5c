# A USB key box on a simulated line.
add_library(sim_input STATIC ${CMAKE_CURRENT_LIST_DIR}/input_sim.c)
target_include_directories(sim_input PUBLIC ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(sim_input PUBLIC PkgConfig::libevent)
