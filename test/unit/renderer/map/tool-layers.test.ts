import type { FeatureCollection } from 'geojson';
import type { LayerSpecification, Map as MapLibreMap } from 'maplibre-gl';
import { expect, it } from 'vitest';
import { ToolLayers } from '../../../../renderer/map/tool-layers.ts';

const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] };
const something: FeatureCollection = {
  type: 'FeatureCollection',
  features: [{ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [1, 2] } }],
};

/** A map that keeps its layers in order, and what its sources were given. */
function fakeMap(...first: readonly string[]) {
  const order = [...first];
  const sources = new Map<string, FeatureCollection>();
  const map = {
    getLayer: (id: string) => (order.includes(id) ? { id } : undefined),
    getSource: (id: string) =>
      sources.has(id) ? { setData: (data: FeatureCollection) => sources.set(id, data) } : undefined,
    addSource: (id: string, { data }: { data: FeatureCollection }) => sources.set(id, data),
    removeSource: (id: string) => sources.delete(id),
    addLayer: ({ id }: LayerSpecification, below: string) => order.splice(order.indexOf(below), 0, id),
    removeLayer: (id: string) => order.splice(order.indexOf(id), 1),
  };
  return { map: map as unknown as MapLibreMap, order, sources };
}

function toolOn(map: MapLibreMap): ToolLayers {
  return new ToolLayers(map, 'tool', 'vehicles', () => [
    { id: 'area', type: 'fill', source: 'tool' },
    { id: 'line', type: 'line', source: 'tool' },
  ]);
}

it('is on the map, below the vehicles, only while there is something to show', () => {
  const { map, order, sources } = fakeMap('land', 'vehicles');
  const tool = toolOn(map);
  tool.install('dark');
  expect(order).toEqual(['land', 'vehicles']);
  expect(sources.size).toBe(0);
  tool.show(something);
  expect(order).toEqual(['land', 'area', 'line', 'vehicles']);
  const more: FeatureCollection = { ...something, features: [...something.features, ...something.features] };
  tool.show(more);
  expect(sources.get('tool')).toBe(more);
  tool.show(nothing);
  expect(order).toEqual(['land', 'vehicles']);
  expect(sources.size).toBe(0);
});

it('waits for a style that has loaded, and is there again after another one was chosen', () => {
  const { map, order, sources } = fakeMap('land');
  const tool = toolOn(map);
  tool.show(something);
  expect(order).toEqual(['land']);
  order.push('vehicles');
  tool.install('dark');
  expect(order).toEqual(['land', 'area', 'line', 'vehicles']);
  order.splice(0, order.length, 'tiles', 'vehicles');
  sources.clear();
  tool.install('light');
  expect(order).toEqual(['tiles', 'area', 'line', 'vehicles']);
});
