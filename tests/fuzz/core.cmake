# The core's one decoder.
jiaohao_fuzz(NAME fuzz_record SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_record.c ROOMS core)
# Commands of every kind.
jiaohao_fuzz(NAME fuzz_commands SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_commands.c ROOMS core_world)
