using System.Text.Json.Serialization;

namespace Streaq.Tasks;

/// <summary>
/// Writes the progress of a group in the form that the Redis scripts write, independent of the application's JSON options.
/// </summary>
[JsonSerializable(typeof(GroupProgress))]
internal sealed partial class GroupJson : JsonSerializerContext;
