# The core's tests. core_world is the small hall they play in.
add_library(core_world STATIC ${CMAKE_CURRENT_SOURCE_DIR}/unit/core_world.c)
target_include_directories(core_world PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}/unit)
target_link_libraries(core_world PUBLIC core)

foreach(topic IN ITEMS booking calendar decide due estimate hall keypad load order print priority queue quota rating record state ticket wait_model window)
	jiaohao_test(NAME test_${topic} LABEL unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_${topic}.c
		ROOMS core_world)
endforeach()

# Supervision, ratings and what outlives a day.
foreach(topic IN ITEMS announcement day followup warning)
	jiaohao_test(NAME test_${topic} LABEL unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_${topic}.c
		ROOMS core_world)
endforeach()

# A visit and what staff do in it.
foreach(topic IN ITEMS arm heads_up hold no_show papers undo visit walk_in)
	jiaohao_test(NAME test_${topic} LABEL unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_${topic}.c
		ROOMS core_world)
endforeach()

# Every order of up to six commands in a tiny hall; the target "model" goes to nine.
add_executable(test_model ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_model.c)
target_link_libraries(test_model PRIVATE check core_world)
target_compile_options(test_model PRIVATE -O1)
add_test(NAME test_model COMMAND test_model 6)
set_tests_properties(test_model PROPERTIES LABELS unit TIMEOUT 120)
add_custom_target(model COMMAND test_model 9 USES_TERMINAL)

# 20 seeds × 100 000 random commands, in four parts.
add_executable(test_random ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_random.c
	${CMAKE_CURRENT_SOURCE_DIR}/unit/shadow.c ${CMAKE_CURRENT_SOURCE_DIR}/unit/random_queue.c)
target_link_libraries(test_random PRIVATE check core_world)
# Two million commands: a little optimisation halves the wait and hides nothing.
target_compile_options(test_random PRIVATE -O1)
foreach(seeds IN ITEMS "1 2 3 4 5" "6 7 8 9 10" "11 12 13 14 15" "16 17 18 19 20")
	string(REPLACE " " ";" arguments "${seeds}")
	list(GET arguments 0 first)
	add_test(NAME test_random_${first} COMMAND test_random ${arguments})
	set_tests_properties(test_random_${first} PROPERTIES LABELS unit TIMEOUT 300)
endforeach()

jiaohao_test(NAME test_item LABEL unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_item.c ROOMS core)
jiaohao_test(NAME test_calendar_rules LABEL unit
	SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_calendar_rules.c ROOMS core)
# The documents' own figures, on the halls as they are shipped.
jiaohao_test(NAME test_hall_visits LABEL unit
	SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_hall_visits.c ROOMS core_world config)
target_compile_definitions(test_hall_visits PRIVATE HALLS="${CMAKE_SOURCE_DIR}/firmware/halls")
