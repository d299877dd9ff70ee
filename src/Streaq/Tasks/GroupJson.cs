using System.Text.Json.Serialization;

namespace Streaq.Tasks;

/// <summary>The progress of a group as JSON, in the form that the scripts of Redis write, whatever the application's options say.</summary>
[JsonSerializable(typeof(GroupProgress))]
internal sealed partial class GroupJson : JsonSerializerContext;
