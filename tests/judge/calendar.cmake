# The calendar judged by a second reading in Python, and by an npm package about working days.
add_executable(calendar_dump judge/calendar_dump.c)
target_link_libraries(calendar_dump PRIVATE config)
add_test(NAME judge_calendar COMMAND /usr/bin/python3
	${CMAKE_CURRENT_SOURCE_DIR}/judge/judge_calendar.py $<TARGET_FILE:calendar_dump>
	${PROJECT_SOURCE_DIR}/firmware/halls ${CMAKE_BINARY_DIR}/npm/node_modules)
set_tests_properties(judge_calendar PROPERTIES LABELS judge TIMEOUT 120 FIXTURES_REQUIRED npm)
