import { characters, distinct, type Measure, ROWS, sum } from './measures';

/** The figures that are compared for each source: its rows, and sums that change if a value is lost, doubled or altered. */
export const FIGURES: Readonly<Record<string, readonly Measure[]>> = {
  earthquakes: [ROWS],
  // Some titles are numbers, so the column holds JSON text, in which the number 300 differs from the text "300".
  movies: [ROWS, sum('Worldwide Gross', 'worldwide_gross'), sum('IMDB Rating', 'imdb_rating', 1), characters('Distributor', 'distributor')],
  birdstrikes: [ROWS, sum('Cost Repair', 'cost_repair'), sum('Speed IAS in knots', 'speed_ias_in_knots'), characters('Airport Name', 'airport_name')],
  stocks: [ROWS, sum('price', 'price', 2), distinct('symbol', 'symbol')],
  flights: [ROWS, sum('delay', 'delay'), sum('distance', 'distance'), distinct('origin', 'origin')],
  weather: [ROWS, sum('precipitation', 'precipitation', 1), sum('temp_max', 'temp_max', 1), distinct('location', 'location')],
  cars: [ROWS, sum('Weight_in_lbs', 'weight_in_lbs'), sum('Miles_per_Gallon', 'miles_per_gallon', 1), sum('mpg', 'mpg', 1)],
};
