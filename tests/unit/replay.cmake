# The wait estimate on recorded halls. fuzz_trace_csv and this read the same decoder.
add_test(NAME test_replay COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_replay.py
	$<TARGET_FILE:jiaohao-replay> ${PROJECT_SOURCE_DIR}/../shared/data/warsaw_tickets.csv.gz)
set_tests_properties(test_replay PROPERTIES LABELS unit TIMEOUT 60 SKIP_RETURN_CODE 77)
