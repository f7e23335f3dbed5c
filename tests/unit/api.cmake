# The API: its parts one by one, then api_testd (the API over the real core) against openapi.yaml and
# against clients that mean no good.
jiaohao_test(NAME test_api_json LABEL unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_api_json.c
	ROOMS api core PkgConfig::jansson)
jiaohao_test(NAME test_api_cards LABEL unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_api_cards.c
	ROOMS api core)
jiaohao_test(NAME test_seal LABEL unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_seal.c
	ROOMS api core)

add_executable(api_testd ${CMAKE_CURRENT_SOURCE_DIR}/unit/api_testd.c)
target_link_libraries(api_testd PRIVATE app api core_world PkgConfig::libevent)
foreach(topic IN ITEMS openapi refusals api_events api_attacks)
	add_test(NAME test_${topic}
		COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_${topic}.py
			$<TARGET_FILE:api_testd> ${PROJECT_SOURCE_DIR})
	set_tests_properties(test_${topic} PROPERTIES LABELS unit TIMEOUT 90)
endforeach()

jiaohao_fuzz(NAME fuzz_api_body SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_api_body.c
	ROOMS api core PkgConfig::jansson)
