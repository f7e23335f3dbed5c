# The core's tests. core_world is the small hall they play in.
add_library(core_world STATIC ${CMAKE_CURRENT_SOURCE_DIR}/unit/core_world.c)
target_include_directories(core_world PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}/unit)
target_link_libraries(core_world PUBLIC core)

foreach(topic IN ITEMS ticket)
	jiaohao_test(NAME test_${topic} LABEL unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_${topic}.c
		ROOMS core_world)
endforeach()
