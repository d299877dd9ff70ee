using System.Text.Json.Serialization;
using Streaq;

namespace NativeAot;

// Producers and workers share this file.
#region tasks
public static class Warehouse
{
    public static readonly TaskDefinition<Parcel, Label> Pack = new("warehouse.pack");
    public static readonly TaskDefinition<Parcel> Ship = new("warehouse.ship");
    public static readonly TaskDefinition<Parcel> Discard = new("warehouse.discard");
    public static readonly TaskDefinition<GroupProgress, string> Close = new("warehouse.close");
}

public sealed record Parcel(int Order, string[] Items);

public sealed record Label(string Text);

// Lists every argument and every result.
[JsonSerializable(typeof(Parcel))]
[JsonSerializable(typeof(Label))]
[JsonSerializable(typeof(string))]
public sealed partial class WarehouseJson : JsonSerializerContext;
#endregion
