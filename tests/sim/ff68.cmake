# Call boxes and evaluators of the field's protocol.
add_library(sim_ff68 STATIC ${CMAKE_CURRENT_LIST_DIR}/ff68_sim.c)
target_include_directories(sim_ff68 PUBLIC ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(sim_ff68 PUBLIC PkgConfig::libevent)
