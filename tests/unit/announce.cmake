# What is said, shown and printed.
foreach(topic IN ITEMS announce announce_event announce_numbers announce_order announce_panel announce_queue announce_random announce_ticket message)
	jiaohao_test(NAME test_${topic} LABEL unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_${topic}.c
		ROOMS core_world announce)
endforeach()
add_test(NAME test_messages COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_messages.py
	${PROJECT_SOURCE_DIR})
set_tests_properties(test_messages PROPERTIES LABELS unit TIMEOUT 60)
# The clips' lengths: the build makes them, or the folder of another build does.
jiaohao_test(NAME test_voice_peak LABEL unit SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/unit/test_voice_peak.c
	ROOMS announce config drivers_speaker_codec ARGUMENTS ${PROJECT_SOURCE_DIR} ${CMAKE_BINARY_DIR}/clips)
add_dependencies(test_voice_peak clips)
