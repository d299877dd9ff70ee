using Google.Protobuf;

namespace Streaq.Instrumentation.Tests.Otlp;

/// <summary>Reads a protobuf message by its field numbers, which the .proto files of the OpenTelemetry protocol list.</summary>
public sealed class ProtoMessage
{
    private readonly ILookup<int, object> _fields;

    private ProtoMessage(ILookup<int, object> fields) => _fields = fields;

    public static ProtoMessage Parse(byte[] bytes) => new(Read(bytes).ToLookup(field => field.Number, field => field.Value));

    public IEnumerable<ProtoMessage> Messages(int field) => _fields[field].Cast<byte[]>().Select(Parse);

    public ProtoMessage Message(int field) => Messages(field).Single();

    public bool Has(int field) => _fields.Contains(field);

    public string Text(int field) => _fields[field].FirstOrDefault() is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : "";

    public string Hex(int field) => _fields[field].FirstOrDefault() is byte[] bytes ? Convert.ToHexStringLower(bytes) : "";

    /// <summary>Returns a varint or a fixed number.</summary>
    public ulong Number(int field) => _fields[field].FirstOrDefault() as ulong? ?? 0;

    public double Double(int field) => BitConverter.UInt64BitsToDouble(Number(field));

    /// <summary>Returns a packed field of doubles.</summary>
    public double[] Doubles(int field) =>
        [.. _fields[field].Cast<byte[]>().SelectMany(bytes => bytes.Chunk(8)).Select(chunk => BitConverter.ToDouble(chunk))];

    /// <summary>KeyValue { key = 1; AnyValue value = 2 }, AnyValue { string = 1; bool = 2; int = 3; double = 4; array = 5 }.</summary>
    public IReadOnlyDictionary<string, object> Attributes(int field) =>
        Messages(field).ToDictionary(pair => pair.Text(1), pair => Value(pair.Message(2)));

    private static object Value(ProtoMessage any) => any switch
    {
        _ when any.Has(1) => any.Text(1),
        _ when any.Has(2) => any.Number(2) != 0,
        _ when any.Has(3) => (long)any.Number(3),
        _ when any.Has(4) => any.Double(4),
        _ => string.Join(',', any.Message(5).Messages(1).Select(Value)),
    };

    private static List<(int Number, object Value)> Read(byte[] bytes)
    {
        var input = new CodedInputStream(bytes);
        var fields = new List<(int, object)>();
        while (input.ReadTag() is var tag and not 0)
        {
            fields.Add((WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => input.ReadUInt64(),
                WireFormat.WireType.Fixed64 => input.ReadFixed64(),
                WireFormat.WireType.Fixed32 => (ulong)input.ReadFixed32(),
                WireFormat.WireType.LengthDelimited => input.ReadBytes().ToByteArray(),
                var other => throw new InvalidDataException($"Wire type {other} is not used by OTLP."),
            }));
        }

        return fields;
    }
}
