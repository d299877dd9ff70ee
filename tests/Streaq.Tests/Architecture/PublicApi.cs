using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Streaq.Tests.Architecture;

/// <summary>The public surface of an assembly, one line per type or member, in an order that does not depend on the source.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Print(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => CSharpName.Of(type), StringComparer.Ordinal))
        {
            text.Append(Head(type)).Append('\n');
            foreach (var member in Members(type))
            {
                text.Append("  ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Head(Type type)
    {
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            return $"delegate {Signature(type.GetMethod("Invoke")!, CSharpName.Of(type))}";
        }

        var kind = type.IsInterface ? "interface"
            : type.IsEnum ? "enum"
            : type.IsValueType ? "struct"
            : type.IsAbstract && type.IsSealed ? "static class"
            : (type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + (IsRecord(type) ? "record" : "class");
        var own = type.IsClass && type.BaseType != typeof(object) ? new[] { type.BaseType! } : [];
        var implemented = (type.IsEnum ? [] : type.GetInterfaces()).Except(type.BaseType?.GetInterfaces() ?? []).OrderBy(@interface => @interface.Name, StringComparer.Ordinal);
        var bases = own.Concat(implemented).Select(@base => CSharpName.Of(@base)).ToList();
        return $"{kind} {CSharpName.Of(type)}{(bases.Count > 0 ? $" : {string.Join(", ", bases)}" : "")}{Constraints(type.GetGenericArguments())}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            return [];
        }

        return type.IsEnum
            ? Enum.GetNames(type).Select(name => $"{Convert.ToInt64(Enum.Parse(type, name)):D2} {name}")
            : from member in type.GetMembers(Declared)
              let text = Member(member)
              where text is not null
              orderby $"{member.Name} {text}"
              select text;
    }

    /// <returns><see langword="null"/> for what callers can't see, or the compiler wrote.</returns>
    private static string? Member(MemberInfo member) => member switch
    {
        FieldInfo field when IsSeen(field.Attributes.HasFlag(FieldAttributes.Public), field.IsFamily) =>
            $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{CSharpName.Of(field.FieldType)} {field.Name}{(field.IsLiteral ? $" = {CSharpName.Literal(field.GetRawConstantValue())}" : "")}",
        PropertyInfo property when property.Name != "EqualityContract" => Property(property),
        ConstructorInfo constructor when IsSeen(constructor) && constructor.GetCustomAttribute<CompilerGeneratedAttribute>() is null =>
            $"{Access(constructor)}{Signature(constructor, ".ctor")}",
        MethodInfo method when IsSeen(method) && !method.IsSpecialName && method.GetCustomAttribute<CompilerGeneratedAttribute>() is null && !IsOfRecord(method) =>
            $"{Access(method)}{Signature(method, method.Name)}{Constraints(method.IsGenericMethod ? method.GetGenericArguments() : [])}",
        EventInfo @event when IsSeen(@event.AddMethod!) => $"event {CSharpName.Of(@event.EventHandlerType!)} {@event.Name}",
        _ => null,
    };

    private static string? Property(PropertyInfo property)
    {
        var get = property.GetMethod is { } getter && IsSeen(getter);
        var set = property.SetMethod is { } setter && IsSeen(setter);
        if (!get && !set)
        {
            return null;
        }

        var isInit = set && property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
        var required = property.GetCustomAttribute<RequiredMemberAttribute>() is null ? "" : "required ";
        var type = CSharpName.Of(property.PropertyType, new NullabilityInfoContext().Create(property));
        return $"{Access(property.GetMethod ?? property.SetMethod!)}{required}{type} {property.Name} {{ {(get ? "get; " : "")}{(set ? isInit ? "init; " : "set; " : "")}}}";
    }

    private static string Signature(MethodBase method, string name)
    {
        var nullability = new NullabilityInfoContext();
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";
        var returned = method is MethodInfo info ? $"{CSharpName.Of(info.ReturnType, nullability.Create(info.ReturnParameter))} " : "";
        var extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        var parameters = method.GetParameters().Select(parameter =>
            $"{CSharpName.Of(parameter.ParameterType, nullability.Create(parameter))} {parameter.Name}{(parameter.HasDefaultValue ? $" = {CSharpName.Literal(parameter.DefaultValue)}" : "")}");
        return $"{returned}{name}{generic}({extension}{string.Join(", ", parameters)})";
    }

    private static string Constraints(Type[] arguments)
    {
        var constraints =
            from argument in arguments
            where argument.IsGenericParameter
            let names = argument.GetGenericParameterConstraints().Select(type => CSharpName.Of(type))
            let all = argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? names.Prepend("class") : names
            where all.Any()
            select $" where {argument.Name} : {string.Join(", ", all)}";
        return string.Concat(constraints);
    }

    private static string Access(MethodBase method) =>
        (method.IsFamily || method.IsFamilyOrAssembly ? "protected " : "")
        + (method.IsStatic ? "static " : method.DeclaringType!.IsInterface ? "" : method.IsAbstract ? "abstract "
            : method is MethodInfo { IsVirtual: true, IsFinal: false } info ? info.GetBaseDefinition() == info ? "virtual " : "override " : "");

    private static bool IsSeen(MethodBase method) => IsSeen(method.IsPublic, method.IsFamily || method.IsFamilyOrAssembly);

    private static bool IsSeen(bool isPublic, bool isProtected) => isPublic || isProtected;

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

    private static bool IsOfRecord(MethodInfo method) => IsRecord(method.DeclaringType!) && method.Name is "PrintMembers" or "<Clone>$" or "Deconstruct";
}
