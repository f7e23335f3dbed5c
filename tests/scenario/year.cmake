# The simulated year. A short one with every run of the tests; the whole one by the target "year".
file(GLOB year_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/scenario/year/*.c)
add_executable(jiaohao-year ${year_sources})
target_link_libraries(jiaohao-year PRIVATE check core config)
# Millions of commands: a little optimisation halves the wait and hides nothing.
target_compile_options(jiaohao-year PRIVATE -O1)
file(GLOB year_halls CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/firmware/halls/*.yaml)
list(FILTER year_halls EXCLUDE REGEX demo)
list(FILTER year_halls EXCLUDE REGEX example)
add_test(NAME year_short COMMAND jiaohao-year --load 5 --check 4
	--from 2026-01-01 --days 5 ${year_halls} --from 2026-02-12 --days 5 ${year_halls})
add_test(NAME urumqi_6000_visits_a_day_and_1200_in_an_hour COMMAND jiaohao-year --check 0 --load 100
	--visits 6000 --peak 1200 --from 2026-03-02 --days 1
	${CMAKE_SOURCE_DIR}/firmware/halls/urumqi.yaml)
set_tests_properties(year_short urumqi_6000_visits_a_day_and_1200_in_an_hour
	PROPERTIES LABELS scenario TIMEOUT 120)
add_custom_target(year COMMAND jiaohao-year ${year_halls} USES_TERMINAL)
