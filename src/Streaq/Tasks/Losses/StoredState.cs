using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Streaq.Tasks;

/// <summary>Distinguishes the state that an object holds from what it computes.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = LessIsSeen.Reason)]
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = LessIsSeen.Reason)]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = LessIsSeen.Reason)]
internal static class StoredState
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private const byte Nop = 0x00;

    /// <summary>Whether its type excludes the member from JSON on purpose.</summary>
    public static bool IsIgnored(MemberInfo member) =>
        member.GetCustomAttribute<JsonIgnoreAttribute>(inherit: true) is { Condition: not JsonIgnoreCondition.Never };

    /// <summary>Returns the property as its declaring type sees it. A derived type does not see its private accessors.</summary>
    public static PropertyInfo AsDeclared(PropertyInfo property) =>
        property.ReflectedType == property.DeclaringType || property.GetIndexParameters().Length > 0
            ? property
            : Array.Find(property.DeclaringType!.GetProperties(Declared), own => own.MetadataToken == property.MetadataToken) ?? property;

    /// <summary>
    /// Whether the property holds state: it has a setter, if only a private one, or its getter only returns a field. A getter that does
    /// more counts as computed.
    /// </summary>
    public static bool IsStored(PropertyInfo property) =>
        property.SetMethod is not null
        || (property.GetMethod is { IsStatic: false, IsAbstract: false } getter
            && (getter.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) || GivesBackAField(getter)));

    /// <summary>Whether instances have state that could be lost.</summary>
    public static bool HasFields(Type type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (at.GetFields(Declared).Length > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether the getter only returns a field. Compares its IL with that of the compiler, with and without optimization.
    /// </summary>
    private static bool GivesBackAField(MethodInfo getter)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported || getter.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            return false;
        }

        var rest = code.AsSpan().TrimStart(Nop);
        // ldarg.0, ldfld and the field's token, ret; or through a local: stloc.0, br.s 0, ldloc.0, ret.
        return rest.StartsWith((ReadOnlySpan<byte>)[0x02, 0x7B]) && rest.Length > 6
            && (rest[6..].SequenceEqual((ReadOnlySpan<byte>)[0x2A])
                || rest[6..].SequenceEqual((ReadOnlySpan<byte>)[0x0A, 0x2B, 0x00, 0x06, 0x2A]));
    }
}
