# Every #include against the list of rooms.
add_test(NAME test_rooms
	COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_rooms.py ${PROJECT_SOURCE_DIR})
set_tests_properties(test_rooms PROPERTIES LABELS unit TIMEOUT 60)
